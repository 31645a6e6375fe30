// The language of the worker app, remembered by the phone so that it is right without a line too.
const KEY = "crew-language";
const listeners = new Set();

export const language = () => {
  try {
    return localStorage.getItem(KEY) === "fr" ? "fr" : "en";
  } catch {
    return "en";
  }
};

export const setLanguage = (wanted) => {
  if (wanted !== "en" && wanted !== "fr") return;
  document.documentElement.lang = wanted;
  if (wanted === language()) return;
  try {
    localStorage.setItem(KEY, wanted);
  } catch {
    // Private windows may keep nothing; the server says it again on the next page.
  }
  listeners.forEach((heard) => heard());
};

export const onLanguage = (heard) => {
  listeners.add(heard);
  return () => listeners.delete(heard);
};
