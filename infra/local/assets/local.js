// Copies numbers and codes, and renews the inbox while it is looked at.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) {
    navigator.clipboard.writeText(button.dataset.copy).then(() => { button.textContent = "Copied"; });
  }
});

const main = document.querySelector("main[data-renew]");
if (main) {
  setInterval(async () => {
    if (document.hidden) return;
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const known = new Set([...main.querySelectorAll("article")].map((mail) => mail.id));
    const fresh = [...page.querySelectorAll("article")].filter((mail) => !known.has(mail.id));
    if (fresh.length === 0) return;
    // Only what is new comes in, so that an open mail stays as it was.
    const heading = main.querySelector("h1");
    heading.after(...fresh);
    main.querySelector("h1 ~ p")?.remove();
  }, Number(main.dataset.renew));
}
