/** How programs print that a step is through: each as a framework does it. */
const loss = (step: number): string => (2.4 / (1 + step / 60) + 0.3).toFixed(4);

export const styles = {
  plain: (step, steps) => `step ${step}/${steps} loss ${loss(step)}\n`,
  keras: (step, steps) =>
    `${step}/${steps} ━━━━━━━━━━━━━━━━━━━━ 14s 480ms/step - accuracy: 0.71 - loss: ${loss(step)}\n`,
  tqdm: (step, steps) => {
    const done = Math.floor((20 * step) / steps);
    const bar = `${'█'.repeat(done)}${' '.repeat(20 - done)}`;
    const percent = String(Math.floor((100 * step) / steps)).padStart(3);
    return `\r${percent}%|${bar}| ${step}/${steps} [00:10<01:10,  1.42it/s, loss=${loss(step)}]`;
  },
  megatron: (step, steps) =>
    ` iteration ${String(step).padStart(8)}/${String(steps).padStart(8)} | consumed samples: ${step * 64} | elapsed time per iteration (ms): 480.1 | lm loss: ${loss(step)} |\n`,
  epochs: (step, steps) => {
    const epoch = Math.floor((step - 1) / 50);
    return `Epoch: [${epoch}][${((step - 1) % 50) + 1}/50] of ${Math.ceil(steps / 50)}  Loss ${loss(step)}\n`;
  },
  ranked: (step, steps, rank) => `[rank${rank}]: step=${step} of ${steps} loss=${loss(step)}\n`,
  burst: (step, steps) =>
    `--- step ${step}/${steps} ---\n  loss ${loss(step)}\n  lr 3e-4\n  tokens/s 41233\n  memory 31.2 GiB\n`,
  silentSteps: (step) => `loss=${loss(step)} grad=0.9\n`,
} as const satisfies Record<string, (step: number, steps: number, rank: number) => string>;

export type PrintStyle = keyof typeof styles;
