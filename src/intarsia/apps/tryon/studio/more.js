// On the root, which no answer of the server writes anew: what was unfolded stays so whatever looks come.
const root = document.documentElement;
const all = () => root.dataset.looks === "all";
const told = () => element.querySelector("[data-more]")?.setAttribute("aria-expanded", String(all()));
element.addEventListener("click", (event) => {
  if (!event.target.closest("[data-more]")) return;
  if (all()) delete root.dataset.looks;
  else root.dataset.looks = "all";
  told();
  // The place of a look, not the look itself: that is written anew when its preview is there.
  const first = document.querySelector(all() ? ".slot.later" : ".slot");
  first?.setAttribute("tabindex", "-1");
  first?.focus({ preventScroll: true });
  first?.scrollIntoView({ block: "start" });
});
watch("value", told);
told();
