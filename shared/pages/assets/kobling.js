"use strict";
// The only script of the pages. Every page works without it; each behaviour is bound to a `data-`
// attribute, documented here. Compiled to `kobling.js` beside it:
// `npx tsc --project tsconfig.json`, in `tests/node`.
// `data-seconds` counts down in the text: `data-clock` is the text, with `#` for the time left,
// `data-then` the text when nothing is left, `data-holds` the id of a button that waits as long.
for (const waiting of document.querySelectorAll("[data-seconds]")) {
    const { seconds, clock, then, holds } = waiting.dataset;
    const end = Date.now() + Number(seconds) * 1000;
    const button = holds ? document.getElementById(holds) : null;
    button?.setAttribute("aria-disabled", "true");
    const tick = () => {
        const left = Math.ceil((end - Date.now()) / 1000);
        if (left > 0) {
            const time = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
            waiting.textContent = (clock ?? "#").replace("#", time);
            setTimeout(tick, 1000);
        }
        else {
            waiting.setAttribute("role", "status");
            waiting.textContent = then ?? "";
            button?.removeAttribute("aria-disabled");
        }
    };
    tick();
}
// An element with `aria-disabled` keeps its place in the tab order, and a click does nothing.
document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[aria-disabled=true]")) {
        event.preventDefault();
    }
});
// `data-send` is on a form that is submitted to the app at once; its button does the same.
document.querySelector("form[data-send]")?.submit();
// `data-folds` is on a `details` that closes on Escape and on a click elsewhere.
for (const menu of document.querySelectorAll("details[data-folds]")) {
    document.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && menu.open) {
            menu.open = false;
            menu.querySelector("summary")?.focus();
        }
    });
    document.addEventListener("click", (event) => {
        if (event.target instanceof Node && !menu.contains(event.target))
            menu.open = false;
    });
}
// `data-copy` is on a hidden button: the id of the element whose text it copies. `data-status` is the
// id of the live region that then shows `data-done`; if copying fails it shows `data-failed`, and the
// text is selected.
for (const button of document.querySelectorAll("button[data-copy]")) {
    const { copy, status: region, done, failed } = button.dataset;
    const value = document.getElementById(copy ?? "");
    const status = document.getElementById(region ?? "");
    // Browsers offer the clipboard only over https and on localhost.
    if (!value || !status || !navigator.clipboard)
        continue;
    const tell = (text) => {
        // Emptied first: screen readers announce a text only when it changes.
        status.textContent = "";
        setTimeout(() => (status.textContent = text ?? ""), 50);
    };
    button.hidden = false;
    button.addEventListener("click", () => {
        navigator.clipboard.writeText(value.textContent ?? "").then(() => tell(done), () => {
            getSelection()?.selectAllChildren(value);
            tell(failed);
        });
    });
}
