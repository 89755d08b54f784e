/** An error as the bridge writes it: texts in base64 of UTF-16. */
export function wireError(text: string, nativeErrorCode = "") {
  const written = Buffer.from(text, "utf16le").toString("base64");
  const [id, messageId, message] = [written, written, written];
  return { id, category: "", type: "", hresult: "", nativeErrorCode, messageId, message };
}
