for (const button of document.querySelectorAll("button[data-language]")) {
  button.addEventListener("click", () => {
    const root = document.documentElement, language = button.dataset.language;
    root.dataset.language = language;
    root.lang = language === "zh" ? "zh-Hans" : "en";
    for (const each of document.querySelectorAll("[data-en]"))
      each.setAttribute(each.hasAttribute("alt") ? "alt" : "aria-label", each.dataset[language]);
    for (const each of document.querySelectorAll("button[data-language]"))
      each.setAttribute("aria-pressed", String(each === button));
  });
}
document.querySelector(".switch").hidden = false;
