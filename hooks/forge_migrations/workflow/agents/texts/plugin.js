// forge-migrations: written by init --agents. It asks `forge-migrations agent-hook` before and after each tool.
import { spawnSync } from "node:child_process";

const asked = (event, directory, input, args) =>
  spawnSync("PROGRAM", ["agent-hook"], {
    cwd: directory,
    encoding: "utf8",
    input: JSON.stringify({ event, cwd: directory, tool: input.tool, args }),
  });

export const ForgeMigrations = async ({ directory }) => ({
  "tool.execute.before": async (input, output) => {
    const said = asked("tool.execute.before", directory, input, output.args);
    if (said.status === 2) throw new Error(said.stderr);
  },
  "tool.execute.after": async (input, output) => {
    const said = asked("tool.execute.after", directory, input, input.args ?? output.args ?? {});
    if (said.status === 0 && said.stdout) output.output += `\n${said.stdout}`;
  },
});
