import { z } from 'zod';
import type { StageConfig } from '../src/config/schema';
import { CONTROL_HEADER, type Instance } from './instance';
import { endpoint } from './settings';

/** Who a token is for. */
export interface TokenOptions {
  /** The claim `sub`. */
  readonly subject: string;
  /** The claim `scope`. @default none */
  readonly scope?: string | undefined;
}

const answerSchema = z.object({ token: z.string() });

/** A token that the stage's API takes in that local AWS, as if the stage's issuer had signed it. */
export async function stageToken(
  { port, token: control }: Pick<Instance, 'port' | 'token'>,
  { jwtIssuer, jwtAudiences }: Pick<StageConfig, 'jwtAudiences' | 'jwtIssuer'>,
  { subject, scope }: TokenOptions,
): Promise<string> {
  const claims = { iss: jwtIssuer, aud: jwtAudiences[0], sub: subject, scope };
  const answer = await fetch(`${endpoint(port)}/_local/token`, {
    method: 'POST',
    headers: { [CONTROL_HEADER]: control },
    body: JSON.stringify(claims),
  });
  if (!answer.ok) throw new Error(`the local AWS answers ${answer.status}: ${await answer.text()}`);
  return answerSchema.parse(await answer.json()).token;
}
