// Keyboard shortcuts of the desk; the page that lists them switches them on. All they do is
// possible without. Keys are named by where they lie too, so that any alphabet can be set.
"use strict";
{
  const doors = document.currentScript.dataset;
  const cases = [...document.querySelectorAll(".case")];
  const typed = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]";
  let after = "";

  const key = ({ key, code }) =>
    /^[\x21-\x7e]$/.test(key) ? key.toLowerCase() : key === "؟" ? "?" : code.replace("Key", "").toLowerCase();

  const move = (step) => {
    const here = cases.indexOf(document.activeElement.closest(".case"));
    const next = cases[here < 0 ? (step > 0 ? 0 : cases.length - 1) : here + step];
    if (!next) return;
    next.tabIndex = -1;
    next.focus();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target.closest(typed)) return;
    const pressed = key(event);
    const leap = after === "g" && "qsf".includes(pressed) && doors[pressed];
    after = pressed;
    if (leap) return location.assign(leap);
    if (pressed === "?") return location.assign(doors.list);
    if (pressed === "j") return move(1);
    if (pressed === "k") return move(-1);
    const opens = pressed === "o" || (pressed === "enter" && event.target.matches(".case"));
    if (opens) event.target.closest(".case")?.querySelector("a")?.click();
  });
}
