"""List translations whose English has changed since:  python tools/translations.py.

Each language notes the English that its texts translate: ``assets/words/translated/LANGUAGE.toml``.
Once a listed text is translated again, or found to be right as it is, note it:

    python tools/translations.py --accept de                      # all texts of a language
    python tools/translations.py --accept de cost.beats.mean      # this one
"""

import click

from network import LayerlightError
from scenes.words import (
    ENGLISH,
    FOLDER,
    check_language,
    languages,
    text_digest,
    translated,
    translation_notes,
)

HEAD = """\
# The English text that each text of ../{language}.toml translates, as the start of its SHA-256
# digest.  Written by tools/translations.py.
"""


def faults(language: str) -> list[str]:
    """Return a line about each text that is stale or not noted, and about each note of no text."""
    english, own = translated(language)
    notes, found = translation_notes(language), []
    for name, text in own.items():
        if name not in notes:
            found.append(f"{language}: {name} is not noted: {text!r} for {english[name]!r}")
        elif notes[name] != text_digest(english[name]):
            found.append(
                f"{language}: {name} is stale: {text!r}, but the English is now {english[name]!r}"
            )
    found += [f"{language}: there is no text {name}" for name in notes if name not in own]
    return found


def accept(language: str, names: tuple[str, ...]) -> None:
    """Note the present English of the named texts, or of all texts; forget texts that are gone.

    Raises
    ------
    LayerlightError
        If the language has no text of that name.
    """
    english, own = translated(language)
    for name in names:
        if name not in own:
            raise LayerlightError(f"{language} has no text {name!r}: python tools/translations.py")
    old = translation_notes(language)
    new = {name: text_digest(english[name]) for name in own}
    kept = {name: new[name] if not names or name in names else old.get(name) for name in own}
    lines = [f'"{name}" = "{digest}"\n' for name, digest in sorted(kept.items()) if digest]
    target = FOLDER / "translated" / f"{language}.toml"
    target.parent.mkdir(exist_ok=True)
    target.write_text(HEAD.format(language=language) + "".join(lines), encoding="utf-8")


@click.command()
@click.option(
    "--accept", "accepted", metavar="LANGUAGE",
    help="Note that texts of this language translate the present English.",
)  # fmt: skip
@click.argument("texts", nargs=-1, metavar="[TEXT]...")
def main(accepted: str | None, texts: tuple[str, ...]) -> None:
    """List translations whose English has changed since, or accept them."""
    if texts and accepted is None:
        raise click.UsageError("TEXT names what to --accept")
    if accepted is not None:
        if accepted == ENGLISH:
            raise click.UsageError("English is what the other languages translate")
        try:
            check_language(accepted)
            accept(accepted, texts)
        except LayerlightError as error:
            raise click.ClickException(str(error)) from None
    found = [line for code in languages() if code != ENGLISH for line in faults(code)]
    for line in found:
        click.echo(line)
    if found and accepted is None:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
