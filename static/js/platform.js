// Two enhancements. "Leave now" empties the page at once and takes its own place in the
// history, so that Back does not show it. What is marked as live comes anew every few seconds.
// Without this file the link still leaves, and "Look again" does the other.
"use strict";

document.addEventListener("click", (event) => {
  const leave = event.target.closest("[data-leave]");
  if (!leave) return;
  event.preventDefault();
  document.title = "";
  document.body.hidden = true;
  window.location.replace(leave.href);
});

async function renew(live) {
  const answer = await fetch(window.location.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-live]");
  if (!fresh) return window.location.reload();
  if (fresh.innerHTML !== live.innerHTML) live.innerHTML = fresh.innerHTML;
}

const live = document.querySelector("[data-live]");
if (live) setInterval(() => renew(live).catch(() => {}), 3000);
