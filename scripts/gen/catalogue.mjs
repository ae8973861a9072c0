/** The settings by group, in the order of the catalogue. */
import { SETTING_NAMES, SNAPSHOT_GROUPS, settingsCatalogue } from "../../packages/contracts/dist/index.js";

/** What a group is about. A group without a line here is a fault: somebody added one and told nobody. */
const GROUP_TITLES = {
  mode: "What is traded, and with which money",
  market: "Market data and the paper venue",
  signal: "Score and guards",
  entry: "Sizing, bracket and entry orders",
  risk: "Risk gate and symbol filter",
  exit: "Exit policy",
  ledger: "Ledger and reports",
  order: "Orders",
  service: "Addresses, databases and files",
  access: "Who may do what",
};

/** Groups in use, each with its title and its settings. */
export function settingGroups() {
  const groups = new Map();
  for (const name of SETTING_NAMES) {
    const setting = settingsCatalogue[name];
    const title = GROUP_TITLES[setting.group];
    if (title === undefined)
      throw new Error(`the settings group ${setting.group} has no title in scripts/gen/catalogue.mjs`);
    const group = groups.get(setting.group) ?? {
      group: setting.group,
      title,
      decidesTrades: SNAPSHOT_GROUPS.includes(setting.group),
      settings: [],
    };
    group.settings.push({ name, ...setting });
    groups.set(setting.group, group);
  }
  return [...groups.values()];
}
