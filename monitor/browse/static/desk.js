"use strict";
/* j and k go through a list, Enter opens; everything works without this. */
(() => {
  // On a telephone the filters begin folded away.
  const drawer = document.querySelector(".drawer");
  if (drawer && window.matchMedia("(max-width: 48rem)").matches) drawer.open = false;

  const rows = [...document.querySelectorAll("[data-row]")];
  let place = -1;
  const go = (step) => {
    const next = place + step;
    if (next < 0 || next >= rows.length) return;
    if (place >= 0) rows[place].classList.remove("here");
    place = next;
    rows[place].classList.add("here");
    rows[place].focus({ preventScroll: true });
    rows[place].scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea")) return;
    if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (event.key === "Enter" && event.target === rows[place]) {
      const link = rows[place].querySelector("[data-open]");
      if (link) link.click();
    }
  });
})();
