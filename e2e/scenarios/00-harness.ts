import { expect } from '@jest/globals';
import { scenario } from '../harness/scenario.ts';
import { workflow, workflowFiles } from '../harness/workflow.ts';

const action = {
  'action.yml': `name: greet
description: Greets
inputs:
  whom: { description: whom, required: true }
outputs:
  greeting: { description: the words }
runs: { using: node20, main: main.js, post: post.js }
`,
  'main.js': `require('fs').appendFileSync(process.env.GITHUB_OUTPUT, 'greeting=hello ' + process.env.INPUT_WHOM + '\\n')`,
  'post.js': `console.log('the post step ran')`,
};

export default scenario(
  'the harness: a real runner runs a JavaScript action from the forge',
  async (forge) => {
    await forge.repository('greet', action);
    const steps = `- id: update\n  uses: ${forge.owner.name}/greet@main\n  with:\n    whom: world\n`;
    const repository = await forge.repository('greeted', workflowFiles(workflow(steps)));

    const run = await repository.dispatch();

    expect(run).toMatchObject({ state: 'success', outputs: { greeting: 'hello world' } });
    expect(run.log).toContain('the post step ran');
  },
);
