// Forms that ask the API, and the part of the page that shows the outcome: see templates/parts/sheet.html.
//
// data-api="PATCH /structure"   what is asked; {name} is the value of that control
// data-part="reglages"          what is shown anew afterwards
// data-said, data-sure          what is told when it is done, what is asked before
// data-once="secret"            what the answer holds that is shown this once
// data-then="/connexion"        where to go on instead
import { Away, announce, api, h, Refused, word } from "./core.js";

const inFrench = document.documentElement.lang === "fr";

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.api) {
    event.preventDefault();
    if (!form.ariaBusy) ask(form, event.submitter);
  } else if (form.dataset.part && form.method === "get") {
    event.preventDefault();
    const address = `${location.pathname}?${new URLSearchParams(new FormData(form))}`;
    history.replaceState(null, "", address);
    show(form.dataset.part, form.querySelector("input")?.id);
  }
});

async function ask(form, button) {
  const { sure, part, said, once, then } = form.dataset;
  if (sure && !confirm(sure)) return;
  const { method, path, body } = request(form);
  clear(form);
  form.ariaBusy = "true";
  try {
    const { data } = await api(method, path, { body });
    if (then) {
      location.assign(then);
      return;
    }
    if (part) await show(part, button?.id);
    else form.reset();
    if (once && data[once]) showOnce(document.getElementById(part), data[once]);
    if (said) announce(said);
  } catch (error) {
    refuse(form, error);
  } finally {
    form.ariaBusy = null;
  }
}

function request(form) {
  const [method, template] = form.dataset.api.split(" ");
  const values = {};
  for (const control of form.elements) {
    if (!control.name) continue;
    if (control.type === "checkbox") values[control.name] = control.checked;
    else if (control.type === "number") values[control.name] = control.value === "" ? null : Number(control.value);
    else if (control.value !== "" || !("optional" in control.dataset)) values[control.name] = control.value;
  }
  const path = template.replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name];
    delete values[name];
    return encodeURIComponent(value);
  });
  return { method, path, body: method === "DELETE" ? undefined : values };
}

/** Show a part of the page as it is now; focus stays where it was, else goes to the part's heading. */
async function show(id, focused) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
  if (!answer.ok || answer.redirected) {
    location.reload();
    return;
  }
  const told = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.getElementById(id).replaceChildren(...told.getElementById(id).childNodes);
  const again = focused && document.getElementById(focused);
  (again || document.querySelector(`#${id} h2`)).focus();
}

function showOnce(part, secret) {
  const copy = h("button", { type: "button", class: "second", onclick: () => copied(secret) }, word("copy"));
  const told = h("div", { class: "message info once", tabindex: "-1" });
  told.append(h("p", {}, word("once")), h("p", {}, h("code", {}, secret)), copy);
  part.querySelector("h2").after(told);
  told.focus();
}

async function copied(secret) {
  await navigator.clipboard?.writeText(secret);
  announce(word("copied"));
}

function refuse(form, error) {
  if (!(error instanceof Refused || error instanceof Away)) throw error;
  const problem = error.problem ?? {};
  const said = error instanceof Away ? word("away") : (inFrench ? problem.detail : problem.detail_en) ?? error.message;
  let first = null;
  for (const one of problem.errors ?? []) {
    const control = form.elements[one.field.split(".").at(-1)];
    if (!control?.id) continue;
    const id = `${control.id}-refus`;
    control.after(h("p", { class: "field-problem", id }, inFrench ? one.message : one.message_en));
    control.setAttribute("aria-invalid", "true");
    control.setAttribute("aria-describedby", id);
    first ??= control;
  }
  form.prepend(h("p", { class: "message bad wide", role: "alert" }, said));
  (first ?? form.querySelector("input:not([type=hidden]), select, button"))?.focus();
}

function clear(form) {
  for (const one of form.querySelectorAll(".field-problem, [role=alert]")) one.remove();
  for (const one of form.querySelectorAll("[aria-invalid]")) {
    one.removeAttribute("aria-invalid");
    one.removeAttribute("aria-describedby");
  }
}
