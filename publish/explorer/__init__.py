"""The explorer: one HTML file over a recording, in which every recorded number can be opened.

How a recording becomes a page
------------------------------
``pack.py`` (small networks) and ``pack_images.py`` (image networks) turn a recording into a
:class:`publish.explorer.payload.Payload`: a JSON header and named arrays.  ``page.py`` writes the
page: the template ``page/index.html``, ``page/style.css``, the modules below ``page/`` joined by
``bundle.py``, the words and colours, and the payload.

What is in the page
-------------------
Three inert elements hold what the modules read:

``#header``
    JSON: what the packer put into ``Payload.header``, with ``kind`` (``"small"`` or ``"images"``)
    and ``arrays``, a mapping of each name to ``{"dtype", "shape", "offset"}``.  The offset is in
    bytes and a multiple of 8.  Types: float64, float32, int32, uint16, uint8; little-endian.
``#data``
    Base64 of the deflated (zlib) arrays, one after the other.
``#settings``
    JSON: ``words`` (flat: ``{"diagram.title": "…"}``, from ``[explorer]`` in ``assets/words/``),
    ``language``, ``themes`` (``{"dark": {"ink": "#F2EFE8", …}, …}``), ``theme`` (the first),
    ``follows`` (whether the page opens dark or light as the reader's system is set).

What a module looks like
------------------------
Plain ES modules with JSDoc types, checked by ``tsc --checkJs``.  ``bundle.py`` joins them into one
inline script whose hash the Content-Security-Policy names, so that they run from ``file://`` and
nothing else does.  It understands ``import { a, b as c } from "./other.js"`` and
``import * as other from "./other.js"``, and ``export`` before ``function``, ``async function``,
``class`` and ``const``; no default exports, no ``export { … }``, no circles.  Subfolders are fine:
a module of ``images/`` imports ``"../numbers.js"``.

A view exports ``mount(root, app)``: it fills the element ``root`` and keeps it up to date.
``app`` (``app.js``) has

* ``app.header``, ``app.arrays.get(name)`` → ``{data: TypedArray, shape: number[]}`` (payload.js);
* ``app.state``: ``get()``, ``set({step: 3})``, ``subscribe(changed => …)`` (state.js);
  ``changed`` is the set of names that differ.  Subscribers run once a frame at most;
* ``app.t("group.name", {n: 3})``: a text, with values filled in (words.js);
* ``app.state`` also has ``theme``, ``digits`` (all digits of every number), ``letters`` (whether
  single letters are keys) and ``printing``: paper gets the light theme (print.js);
* ``app.colour("positive")``: a colour of the theme in use (theme.js), for canvases; everything else
  uses the custom properties ``var(--positive)``, named as the fields of the clips' theme with
  hyphens, and needs no redrawing when the theme changes (state ``theme`` does change).

``dom.js`` builds elements and never takes markup: a name from a recording is only ever text.
``numbers.js`` prints numbers by the clips' rule.  ``elementary.js`` has exp, sigmoid and so on with
the bits of ``network.core``.  ``main.js`` mounts ``images/main.js`` for ``kind: "images"``.
"""
