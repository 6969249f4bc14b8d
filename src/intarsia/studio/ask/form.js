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
      if (each.files.length) files[each.dataset.file] = await sent(each.files[0]);
    trigger("submit", { cells, files });
  } catch {
    failed.hidden = false;
    const arrived = Object.values(files).map((path) => ({ path }));
    if (arrived.length) trigger("clear", { files: arrived });
  }
  form.removeAttribute("aria-busy");
});
