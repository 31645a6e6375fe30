// Keeps the name somebody typed through a sign-in that failed: in this tab only, never in an address.
// Python side: cleaning_app/pages/sign_in.py.
import { useEffect } from "react";

const KEPT = "sign-in-name";

export function KeepName() {
  useEffect(() => {
    const form = document.querySelector("form[action='/session']");
    const { login, password } = form.elements;
    const kept = sessionStorage.getItem(KEPT);
    sessionStorage.removeItem(KEPT);
    if (kept && !login.value && new URLSearchParams(location.search).has("error")) {
      login.value = kept;
      password.focus();
    }
    const keep = () => sessionStorage.setItem(KEPT, login.value);
    form.addEventListener("submit", keep);
    return () => form.removeEventListener("submit", keep);
  }, []);
  return null;
}
