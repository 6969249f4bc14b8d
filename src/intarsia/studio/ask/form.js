element.addEventListener("change", (event) => {
  const chosen = event.target.closest(".pick")?.querySelector("[data-chosen]");
  if (chosen) chosen.textContent = [...event.target.files].map((each) => each.name).join(", ");
});
element.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target, failed = form.querySelector("[data-failed]"), cells = {}, files = {};
  failed.hidden = true;
  form.setAttribute("aria-busy", "true");
  try {
    for (const each of form.querySelectorAll("[data-cell]")) cells[each.dataset.cell] = each.value;
    for (const each of form.querySelectorAll("[data-file]"))
      if (each.files.length) files[each.dataset.file] = (await upload(each.files[0])).path;
    trigger("submit", { cells, files });
  } catch {
    failed.hidden = false;
  }
  form.removeAttribute("aria-busy");
});
