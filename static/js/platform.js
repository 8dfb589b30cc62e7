// The one enhancement: "Leave now" empties the page at once and takes its own place
// in the history, so that Back does not show it. Without this file the link still leaves.
"use strict";

document.addEventListener("click", (event) => {
  const leave = event.target.closest("[data-leave]");
  if (!leave) return;
  event.preventDefault();
  document.title = "";
  document.body.hidden = true;
  window.location.replace(leave.href);
});
