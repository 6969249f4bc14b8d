const STEP = 0.005;
const svg = () => element.querySelector("svg");
const box = () => svg().viewBox.baseVal;

function place(joint, x, y) {
  const { width, height } = box();
  joint.dataset.x = Math.min(Math.max(x, 0), width);
  joint.dataset.y = Math.min(Math.max(y, 0), height);
  joint.setAttribute("transform", `translate(${joint.dataset.x} ${joint.dataset.y})`);
  for (const end of ["from", "to"])
    for (const bone of svg().querySelectorAll(`line[data-${end}="${joint.dataset.joint}"]`)) {
      bone.setAttribute(end === "from" ? "x1" : "x2", joint.dataset.x);
      bone.setAttribute(end === "from" ? "y1" : "y2", joint.dataset.y);
    }
}

function draw() {
  if (!svg()) return;
  for (const joint of svg().querySelectorAll(".joint")) place(joint, Number(joint.dataset.x), Number(joint.dataset.y));
  if (held) svg().querySelector(`[data-joint="${held}"]`)?.focus();
}

function told(joint) {
  held = joint.dataset.joint;
  trigger("select", { joint: held, x: Number(joint.dataset.x), y: Number(joint.dataset.y) });
}

let held = null, dragged = null, waiting = null;

element.addEventListener("pointerdown", (event) => {
  dragged = event.target.closest(".joint");
  if (!dragged) return;
  event.preventDefault();
  dragged.focus();
  dragged.setPointerCapture(event.pointerId);
});
element.addEventListener("pointermove", (event) => {
  if (!dragged) return;
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg().getScreenCTM().inverse());
  place(dragged, point.x, point.y);
});
element.addEventListener("pointerup", () => {
  if (dragged) told(dragged);
  dragged = null;
});
element.addEventListener("keydown", (event) => {
  const joint = event.target.closest(".joint");
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (!joint || !way) return;
  event.preventDefault();
  const step = STEP * Math.max(box().width, box().height) * (event.shiftKey ? 4 : 1);
  place(joint, Number(joint.dataset.x) + step * way[0], Number(joint.dataset.y) + step * way[1]);
  clearTimeout(waiting);
  waiting = setTimeout(() => told(joint), 600);
});
element.addEventListener("change", (event) => {
  const tone = event.target.dataset.tone;
  if (tone) trigger("input", { tone, colour: event.target.value });
  if ("tucked" in event.target.dataset) trigger("input", { tucked: event.target.value });
});
element.addEventListener("click", (event) => {
  if (event.target.closest("[data-again]")) trigger("clear");
});
watch("value", draw);
draw();
