/**
 * HashiCorp's SHA-256 of the zip files of Terraform that this project downloads by itself, for the
 * version of .terraform-version: its terraform_<version>_SHA256SUMS has them all.
 */
export const TERRAFORM_CHECKSUMS: Readonly<Record<string, string>> = {
  'terraform_1.11.4_darwin_amd64.zip':
    'a56d5002b9f7647291faccc3dd1a70350e60fb61e4c45037629508b8fdc2575b',
  'terraform_1.11.4_darwin_arm64.zip':
    '867e0808fa971217043e25b7a792b10720c79b1546f8a68479b74f138be73e18',
  'terraform_1.11.4_linux_amd64.zip':
    '1ce994251c00281d6845f0f268637ba50c0005657eb3cf096b92f753b42ef4dc',
  'terraform_1.11.4_linux_arm64.zip':
    'a43d1d0da9b9bab214a8305a39db0e40869572594ccf50c416a7756499143633',
};
