/** One thing that must hold, and whether it does. */
export type HealthCheck = {
  readonly name: string;
  readonly holds: boolean;
  readonly detail: string;
};

export const holds = (name: string, detail: string): HealthCheck => ({ name, holds: true, detail });
export const broken = (name: string, detail: string): HealthCheck => ({ name, holds: false, detail });
