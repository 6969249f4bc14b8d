watch("value", () => {
  const parcel = element.querySelector("[data-name]");
  if (!parcel) return;
  const content = new Blob([parcel.textContent], { type: "text/html" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = parcel.dataset.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
});
