const find = (what) => element.querySelector(what);
const show = (what, seen) => { const found = find(what); if (found) found.hidden = !seen; };
let stream = null;

async function send(files) {
  if (!files.length) return;
  const drop = find(".drop");
  drop.classList.add("sending");
  drop.setAttribute("aria-busy", "true");
  show("[data-failed]", false);
  const arrived = [];
  for (const file of files) {
    try {
      arrived.push({ path: await sent(file) });
    } catch {
      show("[data-failed]", true);
    }
  }
  if (arrived.length) trigger("upload", { files: arrived });
  drop.classList.remove("sending");
  drop.removeAttribute("aria-busy");
  find("input").value = "";
}

function stop() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  find("video").srcObject = null;
  show(".camera", false);
}

async function start() {
  show("[data-refused]", false);
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 } }, audio: false });
  } catch {
    return show("[data-refused]", true);
  }
  const video = find("video");
  video.srcObject = stream;
  show(".camera", true);
  await video.play();
}

function shoot() {
  const video = find("video"), canvas = document.createElement("canvas");
  if (!video.videoWidth) return;
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d").drawImage(video, 0, 0);
  stop();
  canvas.toBlob((photo) => send([new File([photo], "photo.png", { type: "image/png" })]), "image/png");
}

element.addEventListener("change", (event) => {
  if (event.target.type === "file") send([...event.target.files]);
});
element.addEventListener("click", (event) => {
  if (event.target.closest("[data-camera]")) start();
  if (event.target.closest("[data-shoot]")) shoot();
  if (event.target.closest("[data-stop]")) stop();
});
for (const name of ["dragenter", "dragover"])
  element.addEventListener(name, (event) => { event.preventDefault(); find(".drop").classList.add("over"); });
for (const name of ["dragleave", "drop"])
  element.addEventListener(name, (event) => { event.preventDefault(); find(".drop").classList.remove("over"); });
element.addEventListener("drop", (event) => {
  const files = [...event.dataTransfer.files];
  send(find("input").multiple ? files : files.slice(0, 1));
});
