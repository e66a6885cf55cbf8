import { describe, expect, test } from "vitest";
import { withTransition } from "../../src/lib/rule";
import { lengthOf, sentences } from "../../src/lib/text";
import { timeOf } from "../../src/lib/time";
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
  });

  test("of nonsense is nothing, and an unknown zone is no crash", () => {
    expect(timeOf("soon", "Europe/Berlin")).toBe("");
    expect(timeOf("2026-11-20T22:42:00Z", "Mars/Olympus")).toMatch(/^\d\d:\d\d$/);
  });
});

describe("a rule", () => {
  const rule = { when: ["goes-away" as const], once: false };

  test("gains and loses transitions", () => {
    expect(withTransition(rule, "goes-offline", true).when).toEqual(["goes-away", "goes-offline"]);
    expect(withTransition(rule, "goes-away", false).when).toEqual([]);
    expect(withTransition(rule, "goes-away", true).when).toEqual(["goes-away"]);
  });

  test("for any change names nothing else", () => {
    const any = withTransition(rule, "any-change", true);
    expect(any.when).toEqual(["any-change"]);
    expect(withTransition(any, "goes-away", true).when).toEqual(["goes-away"]);
  });

  test("in words", () => {
    expect(ruleWords({ when: [], once: true })).toBe("No notices");
    expect(ruleWords({ when: ["goes-away"], once: true })).toBe("Notices: goes away; once");
  });
});
