import type { Area } from "../../generated/Area";
import type { Check } from "../../generated/Check";
import type { Report } from "../../generated/Report";
import type { Verdict } from "../../generated/Verdict";

function check(area: Area, title: string, verdict: Verdict, words: string, hint = ""): Check {
  return { area, title, verdict, words, hint, facts: [] };
}

/** A computer on which most things work. */
export const REPORT: Report = {
  fine: false,
  checks: [
    check("program", "Program", "fine", "Porchlight 0.1.0 on Debian 12.0.0"),
    check("configuration", "Configuration", "fine", "An application to sign in with is named"),
    check("proxy", "Proxy", "fine", "None is in use"),
    {
      ...check(
        "graph",
        "Microsoft Graph",
        "broken",
        "Your network's certificate, issued by Contoso Inspection CA, is not trusted by this computer",
        "Ask your IT to install its root certificate on this computer, then start Porchlight again",
      ),
      facts: [{ name: "host", value: "graph.microsoft.com:443" }],
      code: "unreachable",
    },
    check("keyring", "Keyring", "fine", "It keeps, hands out and forgets a secret"),
    check("tray", "Tray", "remark", "The desktop has none", "Add a panel with a tray"),
  ],
  text: "✓ Program: Porchlight 0.1.0 on Debian 12.0.0\n✗ Microsoft Graph: Your network's certificate, issued by Contoso Inspection CA, is not trusted by this computer",
};
