// One string of the catalogue in the language of the phone.
import { useSyncExternalStore } from "react";
import { language, onLanguage } from "./language.js";

export const useLanguage = () => useSyncExternalStore(onLanguage, language, () => "en");

export const Said = ({ en, fr }) => (useLanguage() === "fr" ? fr : en);
