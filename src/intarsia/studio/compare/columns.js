let held = null;
element.addEventListener("change", (event) => {
  held = event.target.dataset.column;
  if (held) trigger("input", { column: held, kind: event.target.value });
});
watch("value", () => {
  if (held) [...element.querySelectorAll("select")].find((each) => each.dataset.column === held)?.focus();
  held = null;
});
