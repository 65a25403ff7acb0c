// Counts down to the moment when a new mail may be asked for. Every page works without this.
for (const waiting of document.querySelectorAll("[data-seconds]")) {
  const end = Date.now() + Number(waiting.dataset.seconds) * 1000;
  const button = document.getElementById("resend");
  button?.setAttribute("aria-disabled", "true");
  const tick = () => {
    const left = Math.ceil((end - Date.now()) / 1000);
    if (left > 0) {
      const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      waiting.textContent = waiting.dataset.clock.replace("#", clock);
      setTimeout(tick, 1000);
    } else {
      waiting.setAttribute("role", "status");
      waiting.textContent = waiting.dataset.then;
      button?.removeAttribute("aria-disabled");
    }
  };
  tick();
}
document.addEventListener("click", (event) => {
  if (event.target.closest("[aria-disabled=true]")) event.preventDefault();
});
// An answer that goes to the app as a form: its button does the same.
document.querySelector("form[data-send]")?.submit();
// The choice of language folds by Escape and by a press elsewhere.
for (const menu of document.querySelectorAll(".languages details")) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
}
