import { describe, expect, test } from "vitest";
import { SAMPLES } from "../../src/host/sample/samples";
import { lineWords, nextTry, restOf } from "../../src/lib/health";
import { withTransition } from "../../src/lib/rule";
import { lengthOf, sentences } from "../../src/lib/text";
import { dayAndTimeOf, timeOf } from "../../src/lib/time";
import { factOf } from "../../src/lib/why";
import { ruleWords } from "../../src/lib/words";

describe("text", () => {
  test("is counted in Unicode scalar values", () => {
    expect(lengthOf("héllo")).toBe(5);
    expect(lengthOf("🏮")).toBe(1);
    expect(lengthOf("👩‍💻")).toBe(3);
  });

  test("becomes sentences without doubled stops", () => {
    expect(sentences("It broke", "Try again.")).toBe("It broke. Try again.");
    expect(sentences("It broke", "")).toBe("It broke.");
  });
});

describe("a time of day", () => {
  test("is that of the zone", () => {
    expect(timeOf("2026-11-20T22:42:00Z", "Europe/Berlin")).toBe("23:42");
    expect(timeOf("2026-11-20T23:12:00Z", "Europe/Berlin")).toBe("00:12");
    expect(timeOf("2026-11-20T22:42:00Z", "Asia/Kolkata")).toBe("04:12");
    expect(dayAndTimeOf("2026-11-20T22:42:00Z", "Asia/Kolkata")).toBe("21 November 2026 at 04:12");
  });

  test("of nonsense is nothing, and an unknown zone is no crash", () => {
    expect(timeOf("soon", "Europe/Berlin")).toBe("");
    expect(dayAndTimeOf("soon", "Europe/Berlin")).toBe("");
    expect(timeOf("2026-11-20T22:42:00Z", "Mars/Olympus")).toMatch(/^\d\d:\d\d$/);
  });
});

describe("a rule", () => {
  const when = ["goes-away" as const];

  test("gains and loses transitions", () => {
    expect(withTransition(when, "goes-offline", true)).toEqual(["goes-away", "goes-offline"]);
    expect(withTransition(when, "goes-away", false)).toEqual([]);
    expect(withTransition(when, "goes-away", true)).toEqual(["goes-away"]);
  });

  test("for any change names nothing else", () => {
    const any = withTransition(when, "any-change", true);
    expect(any).toEqual(["any-change"]);
    expect(withTransition(any, "goes-away", true)).toEqual(["goes-away"]);
  });

  test("in words", () => {
    const wish = { when, stable: 0, until: null, even_when_busy: false };
    expect(ruleWords({ ...wish, when: [] })).toBe("nothing");
    expect(ruleWords(wish)).toBe("goes away");
    expect(
      ruleWords({ ...wish, stable: 90, even_when_busy: true, until_words: "until 17:30" }),
    ).toBe("goes away; for 1 min 30 s; until 17:30; also while I am busy");
  });
});

describe("a fact", () => {
  test.each([
    ["None of ours", "None of ours", ""],
    ["Busy since 10:30. It outranks all sessions", "Busy since 10:30", "It outranks all sessions."],
    ["Not honoured. Busy. Ask again", "Not honoured", "Busy. Ask again."],
  ])("%s", (words, said, more) => {
    expect(factOf({ name: "Pin", words })).toEqual({ name: "Pin", said, more });
  });
});

describe("trouble in words", () => {
  const { health } = SAMPLES.trouble();
  const problem = health.problem!;
  const other = { ...problem, title: "Another", hint: "Wait" };
  const zone = "Europe/Berlin";

  test.each([
    ["by nothing else", [], health.words, { title: "", hint: problem.hint }],
    ["of another kind elsewhere", [other], health.words, { title: "", hint: problem.hint }],
    ["elsewhere", [other, problem], "Trouble, as of 10:42", { title: "", hint: "" }],
    [
      "elsewhere with another hint",
      [{ ...problem, hint: "Wait" }],
      "Trouble, as of 10:42",
      { title: "", hint: problem.hint },
    ],
  ])("told %s", (_, told, line, rest) => {
    expect(lineWords(health, told)).toBe(line);
    expect(restOf(health, told)).toEqual({ ...rest, code: problem.details });
  });

  test("has its title in the details where the line says something else", () => {
    const words = "Can't be reached";
    expect(restOf({ ...health, words }, []).title).toBe(problem.title);
  });

  test("told elsewhere leaves its time to the line", () => {
    const unreachable = { ...problem, title: "Microsoft Graph can't be reached" };
    const words = `${unreachable.title} since 10:43, as of 10:42`;
    const cut = { ...health, words, problem: unreachable };
    expect(lineWords(cut, [])).toBe(words);
    expect(restOf(cut, []).title).toBe("");
    expect(lineWords(cut, [unreachable])).toBe("Trouble since 10:43, as of 10:42");
    expect(lineWords(cut, [{ ...other, title: "Micro" }])).toBe(words);
  });

  test("names the next try unless the line names its time", () => {
    const words = "Microsoft Graph asked to wait until 10:58, as of 10:42";
    expect(nextTry(health, zone)).toBe("next try 10:58");
    expect(nextTry({ ...health, words }, zone)).toBe("");
    expect(nextTry({ ...health, next_try_at: null }, zone)).toBe("");
    expect(nextTry({ ...health, kind: "fine" }, zone)).toBe("");
  });
});
