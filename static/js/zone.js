// The visitor's own hours beside those of Paris, where they differ. Hours that are not sourced say so.

const language = document.documentElement.lang;
const PARIS = "Europe/Paris";

function clock(moment, zone) {
  const format = {
    hour: "numeric",
    minute: "2-digit",
    weekday: "long",
    hourCycle: "h23",
    timeZone: zone,
  };
  const parts = new Intl.DateTimeFormat(language, format).formatToParts(moment);
  const value = (type) => parts.find((part) => part.type === type)?.value ?? "";
  const minutes = value("minute");
  const hour = String(Number(value("hour")));
  const french = `${hour}\u00a0h${minutes === "00" ? "" : `\u00a0${minutes}`}`;
  return {
    day: value("weekday"),
    hours: language === "fr" ? french : `${hour}:${minutes}`,
  };
}

function nameOf(zone, moment) {
  const format = new Intl.DateTimeFormat(language, { timeZone: zone, timeZoneName: "long" });
  return format.formatToParts(moment).find((part) => part.type === "timeZoneName")?.value ?? zone;
}

function show(place, zone) {
  const [start, end] = [new Date(place.dataset.start), new Date(place.dataset.end)];
  const [from, until, paris] = [clock(start, zone), clock(end, zone), clock(start, PARIS)];
  if (from.hours === paris.hours && from.day === paris.day) return;
  const day = from.day === paris.day ? "" : `${from.day}, `;
  const unsure = place.dataset.unsure ? `, ${place.dataset.unsure}` : "";
  const hours = `${day}${from.hours} – ${until.hours}${unsure}`;
  place.textContent = `${place.dataset.ownZone} ${hours} (${nameOf(zone, start)}).`;
  place.hidden = false;
}

const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
for (const place of document.querySelectorAll("[data-own-zone]")) {
  if (timeZone) show(place, timeZone);
}
