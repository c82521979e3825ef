import { findMoto } from '../../local/moto';
import { adoptEnvironment } from '../../src/config/environment';
import { terraformEnvironment } from '../../src/terraform/environment';

/** Installs what the integration tests run, before the workers that would each do it. */
export default async function setUpMachine(): Promise<void> {
  adoptEnvironment(await terraformEnvironment());
  await findMoto({ say: console.error });
}
