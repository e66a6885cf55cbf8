import type { GroupView } from "../../generated/GroupView";
import type { PersonView } from "../../generated/PersonView";
import { COMPANY, person, rule } from "./people";

const FIRST = ["Aino", "Bela", "Chidi", "Dagny", "Emeka", "Farah", "Goro", "Hana", "Ines", "Jomo"];
const LAST = ["Abara", "Berg", "Costa", "Dragan", "Eide", "Fontaine", "Grau", "Hölzl", "Ito"];
const STATES = [
  ["available", "Available"],
  ["busy", "Busy"],
  ["away", "Away"],
  ["offline", "Offline"],
  ["do-not-disturb", "Do not disturb"],
] as const;

export const GROUPS: GroupView[] = [
  { name: "Team", folded: false, rule: rule({ when: ["becomes-available"], stable: 30 }) },
  { name: "Customers", folded: true, rule: null },
  { name: "פרויקט צפון", folded: false, rule: null },
];

/** The company in groups, with favourites, one muted and one to be told of once. */
export function grouped(): PersonView[] {
  const groups: [name: string, group: string | null][] = [
    ["Grace Hopper", null],
    ["Barbara Liskov", null],
    ["Barbara McClintock", null],
    ["Hedy Lamarr", "Team"],
    ["Katherine Johnson", "Team"],
    ["Zoë Ångström-Fitzgerald de la Peña", "Team"],
    ["Tim Berners-Lee", "Customers"],
    ["Alan Turing", "Customers"],
    ["ليلى حداد", "פרויקט צפון"],
    ["山田 太郎", "פרויקט צפון"],
  ];
  return groups.flatMap(([name, group]) => {
    const found = COMPANY.find((one) => one.name === name);
    if (!found) return [];
    return {
      ...found,
      group,
      favourite: name === "Grace Hopper" || name === "Hedy Lamarr",
      once: name === "Katherine Johnson" ? rule({ until_words: "until 17:30" }) : null,
      muted_words: name === "Barbara McClintock" ? "until 11:42" : null,
    };
  });
}

/** As many people as a watch list may hold; every tenth with a message. */
export function crowd(count: number): PersonView[] {
  const each = (index: number): PersonView => {
    const first = FIRST[index % FIRST.length] ?? "";
    const last = LAST[Math.floor(index / FIRST.length) % LAST.length] ?? "";
    const [shape, label] = STATES[index % STATES.length] ?? STATES[0];
    const name = `${first} ${last} ${index + 1}`;
    const made = person(1000 + index, name, `${first[0]}${last[0]}`, {
      shape,
      label,
      since: "10:31",
      ...(index % 10 === 0 ? { message: "Back after lunch" } : {}),
    });
    const group = index < count / 2 ? null : index % 2 === 0 ? "Team" : "Customers";
    return { ...made, group };
  };
  const people = Array.from({ length: count }, (_, index) => each(index));
  const rank = ({ group }: PersonView) => (group === null ? 0 : group === "Team" ? 1 : 2);
  return people.sort((one, other) => rank(one) - rank(other));
}
