// Says when a new mail may be asked for, at the moment it may. Every page works without this.
for (const waiting of document.querySelectorAll("[data-seconds]")) {
  const seconds = Number(waiting.dataset.seconds);
  if (seconds > 0 && seconds < 86400) {
    setTimeout(() => { waiting.textContent = waiting.dataset.then; }, seconds * 1000);
  }
}
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
