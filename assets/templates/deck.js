"use strict";
/* Controls the slides.  Forward plays the current beat; if it is playing, skips to its end; if it has
   ended, moves to the next beat and plays that.  If the user prefers reduced motion, each beat is
   shown as its last frame, and plays only on request. */
(() => {
  const byId = (id) => document.getElementById(id);
  const deck = byId("deck"), slides = [...document.querySelectorAll(".slide")];
  const films = slides.map((slide) => slide.querySelector("video"));
  const [previous, play, next, beats, place, captions, whole, progress, said] =
    ["previous", "play", "next", "beats", "place", "captions", "whole", "progress", "said"].map(byId);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let now = 0;

  deck.classList.add("live");
  byId("controls").hidden = false;
  for (const film of films) film.controls = false;

  const stage = () => slides[now].querySelector(".stage");
  const atEnd = (film) => film.ended || (film.duration && film.duration - film.currentTime < 0.02);
  const fresh = (film) => film.paused && film.currentTime < 0.02;

  function tell() {
    const film = films[now], playing = !film.paused && !film.ended;
    deck.classList.toggle("playing", playing);
    const name = playing ? play.dataset.pause : play.dataset.play;
    play.querySelector(".name").textContent = name;
    play.title = `${name} (K)`;
    previous.disabled = now === 0 && fresh(film);
    next.disabled = now === slides.length - 1 && (atEnd(film) || stage().classList.contains("ended"));
  }

  function show(number) {
    films[now].pause();
    now = Math.max(0, Math.min(slides.length - 1, number));
    slides.forEach((slide, k) => slide.classList.toggle("now", k === now));
    const film = films[now];
    if (film.currentTime) film.currentTime = 0;  // otherwise its poster stays until it plays
    stage().classList.toggle("ended", calm.matches);
    deck.classList.toggle("still", calm.matches);
    beats.value = String(now);
    progress.value = now + 1;
    place.textContent = said.dataset.place.replace("{number}", now + 1).replace("{count}", slides.length);
    said.textContent = `${place.textContent}: ${slides[now].querySelector("figcaption").textContent}`;
    history.replaceState(null, "", `#${slides[now].id}`);
    tell();
  }

  async function run() {
    const film = films[now];
    if (atEnd(film)) film.currentTime = 0;
    stage().classList.remove("ended");
    try { await film.play(); } catch (error) { if (error.name !== "AbortError") film.controls = true; }
  }

  function forward() {
    const film = films[now];
    if (calm.matches) {
      if (now < slides.length - 1) show(now + 1);
    } else if (!film.paused && !film.ended) {
      film.pause();
      if (film.duration) film.currentTime = film.duration;  // unknown until the metadata is loaded
    } else if (!atEnd(film)) {
      run();
    } else if (now < slides.length - 1) {
      show(now + 1);
      run();
    }
    tell();
  }

  function back() {
    const film = films[now];
    if (!calm.matches && film.currentTime > 0.3) show(now);
    else show(now - 1);
  }

  function toggle() {
    const film = films[now];
    if (film.paused) run(); else film.pause();
  }

  function setCaptions(on) {
    deck.classList.toggle("captioned-here", on);
    captions.setAttribute("aria-pressed", String(on));
  }

  function setWhole() {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (deck.requestFullscreen) deck.requestFullscreen();
  }

  for (const film of films) {
    for (const event of ["play", "pause", "ended", "seeked"]) film.addEventListener(event, tell);
    film.addEventListener("ended", () => { if (calm.matches) stage().classList.add("ended"); tell(); });
    film.addEventListener("click", forward);
  }
  for (const still of document.querySelectorAll(".still")) still.addEventListener("click", forward);
  previous.addEventListener("click", back);
  next.addEventListener("click", forward);
  play.addEventListener("click", toggle);
  beats.addEventListener("change", () => show(Number(beats.value)));
  captions.addEventListener("click", () => setCaptions(!deck.classList.contains("captioned-here")));
  whole.addEventListener("click", setWhole);
  whole.hidden = !document.fullscreenEnabled;
  calm.addEventListener("change", () => show(now));

  const keys = {
    " ": forward, ArrowRight: forward, ArrowDown: forward, PageDown: forward, Enter: forward,
    ArrowLeft: back, ArrowUp: back, PageUp: back, Backspace: back,
    Home: () => show(0), End: () => show(slides.length - 1), k: toggle,
    c: () => captions.click(), f: setWhole,
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const on = event.target;
    if (on instanceof HTMLSelectElement) return;
    if (on instanceof HTMLButtonElement && (event.key === " " || event.key === "Enter")) return;
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  addEventListener("hashchange", () => open());
  function open() {
    const found = slides.findIndex((slide) => `#${encodeURIComponent(slide.id)}` === location.hash);
    show(found < 0 ? 0 : found);
  }
  setCaptions(!("captioned" in deck.dataset));
  open();
})();
