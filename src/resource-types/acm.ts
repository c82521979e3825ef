import { removes, wholeArn, type ResourceTypes } from './resource-type';
import { ofStage, onlyThese, scope, tagsAtCreation } from './scope';

export const certificates = scope('Certificates', (stage) => ({
  resources: [`arn:aws:acm:us-east-1:${stage.account}:certificate/*`],
  conditions: ofStage('StringEquals', 'aws:ResourceTag', stage),
}));
const newCertificates = scope('NewCertificates', (stage) => ({
  resources: ['*'],
  conditions: [
    ...ofStage('StringEquals', 'aws:RequestTag', stage),
    ...onlyThese('StringEquals', 'acm:DomainNames', [stage.imageDomain]),
  ],
}));
const newCertificateTags = scope('NewCertificateTags', (stage) => ({
  resources: [`arn:aws:acm:us-east-1:${stage.account}:certificate/*`],
  conditions: tagsAtCreation(stage),
}));

export const ACM = {
  aws_acm_certificate: {
    rights: [
      {
        on: certificates,
        read: ['acm:DescribeCertificate', 'acm:ListTagsForCertificate'],
        update: ['acm:UpdateCertificateOptions'],
        delete: ['acm:DeleteCertificate'],
        tag: ['acm:AddTagsToCertificate', 'acm:RemoveTagsFromCertificate'],
      },
      { on: newCertificates, create: ['acm:RequestCertificate'] },
      { on: newCertificateTags, create: ['acm:AddTagsToCertificate'] },
    ],
    data: 'none',
    // It is issued after the apply, and renewed.
    filledIn: [
      'not_after',
      'not_before',
      'pending_renewal',
      'renewal_eligibility',
      'renewal_summary',
      'status',
    ],
    tagged: {
      arn: /^acm:certificate\/.+$/,
      importId: wholeArn,
      remove: removes('acm', 'delete-certificate', 'certificate-arn'),
    },
  },
  aws_acm_certificate_validation: {
    rights: [{ on: certificates, read: ['acm:DescribeCertificate'] }],
    data: 'none',
  },
} as const satisfies ResourceTypes;
