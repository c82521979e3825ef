import { AcmCertificate } from '@cdktf/provider-aws/lib/acm-certificate';
import { AcmCertificateValidation } from '@cdktf/provider-aws/lib/acm-certificate-validation';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import { Construct } from 'constructs';
import { inRegion, type RegionProps } from '../provider';

export interface ImageCertificateProps extends RegionProps {
  readonly domainName: string;
  readonly hostedZoneId: string;
}

/** The distribution's certificate, in us-east-1, where CloudFront looks for it, validated by a DNS record that also renews it. */
export class ImageCertificate extends Construct {
  readonly certificate: AcmCertificate;
  /** The certificate's ARN, known only once it is issued: use this one for the distribution. */
  readonly issuedArn: string;

  constructor(scope: Construct, id: string, props: ImageCertificateProps) {
    super(scope, id);
    const inUsEast1 = inRegion(props);
    this.certificate = new AcmCertificate(this, 'certificate', {
      ...inUsEast1,
      domainName: props.domainName,
      validationMethod: 'DNS',
      options: { certificateTransparencyLoggingPreference: 'ENABLED' },
      // The distribution has to let go of the old one first.
      lifecycle: { createBeforeDestroy: true },
    });
    const record = this.createValidationRecord(props);
    this.issuedArn = new AcmCertificateValidation(this, 'validation', {
      ...inUsEast1,
      certificateArn: this.certificate.arn,
      validationRecordFqdns: [record.fqdn],
    }).certificateArn;
  }

  private createValidationRecord(props: ImageCertificateProps): Route53Record {
    // One name only: an iterator over the options fails at plan as soon as there are two.
    const option = this.certificate.domainValidationOptions.get(0);
    return new Route53Record(this, 'validation-record', {
      zoneId: props.hostedZoneId,
      name: option.resourceRecordName,
      type: option.resourceRecordType,
      records: [option.resourceRecordValue],
      ttl: 60,
      // ACM asks for the same record again when the certificate is replaced.
      allowOverwrite: true,
    });
  }
}
