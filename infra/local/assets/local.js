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

const upload = document.querySelector("#upload");
upload?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { tenant, feed, file } = upload.elements;
  const [chosen] = file.files;
  const path = [tenant.value, feed.value, chosen.name].map(encodeURIComponent).join("/");
  const answer = await fetch(`/_local/hr/${path}`, { method: "PUT", body: chosen });
  upload.querySelector("[role=status]").textContent = answer.ok ? "Sent." : `Refused (${answer.status}).`;
  if (answer.ok) setTimeout(() => location.reload(), 1500);
});
