// One string in the language of the phone, and the component that tells the phone which it is.
import { useEffect, useSyncExternalStore } from "react";
import { language, onLanguage, setLanguage } from "./language.js";

export const useLanguage = () => useSyncExternalStore(onLanguage, language, () => "en");

export const Said = ({ en, fr }) => (useLanguage() === "fr" ? fr : en);

export const Speaks = ({ language: wanted }) => {
  useEffect(() => {
    setLanguage(wanted || language());
  }, [wanted]);
  return null;
};
