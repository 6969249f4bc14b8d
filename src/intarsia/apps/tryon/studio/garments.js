let held = null;
element.addEventListener("click", (event) => {
  if (event.target.closest("[data-clear]")) trigger("clear");
});
element.addEventListener("change", (event) => {
  held = event.target.dataset.garment;
  if (held) trigger("select", { garment: held, kind: event.target.value });
});
watch("value", () => {
  if (held) [...element.querySelectorAll("select")].find((each) => each.dataset.garment === held)?.focus();
  held = null;
});
