// Gradio keeps files of one content and name once: two visitors must not share one, so each has a name of its own.
async function sent(file) {
  const own = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return (await upload(new File([file], `${own}-${file.name}`, { type: file.type }))).path;
}
