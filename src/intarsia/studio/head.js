element.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-language]");
  if (!chosen) return;
  const root = document.documentElement, language = chosen.dataset.language;
  root.dataset.language = language;
  root.lang = language === "zh" ? "zh-Hans" : "en";
  for (const each of element.querySelectorAll("[data-language]"))
    each.setAttribute("aria-pressed", String(each === chosen));
  trigger("select", { language });
});
