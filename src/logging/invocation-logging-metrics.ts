import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { DELIVERY_METRICS, NAMESPACE } from '../bedrock/metrics';
import { checkScope } from '../private/shape';

/**
 * The metrics of the delivery of model invocation logs, for all models of the account in the Region.
 *
 * Amazon Bedrock publishes them in the namespace `AWS/Bedrock`, without dimensions, at no cost. The default statistic is `Sum`, the default period 5
 * minutes.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-runtime-metrics.html
 *
 * @example
 * InvocationLoggingMetrics.of(this).metricCloudWatchDeliveryFailure().createAlarm(this, 'LogsMissing', {
 *   threshold: 1,
 *   evaluationPeriods: 1,
 * });
 */
export class InvocationLoggingMetrics {
  /**
   * The delivery metrics of the Region of a stack.
   *
   * @param scope a construct of the stack that uses the metrics
   */
  public static of(scope: Construct): InvocationLoggingMetrics {
    checkScope(scope);
    return new InvocationLoggingMetrics(scope);
  }

  private constructor(private readonly scope: Construct) {}

  /**
   * Logs that were delivered to CloudWatch Logs, as a sum.
   *
   * @param options metric options
   */
  public metricCloudWatchDeliverySuccess(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(DELIVERY_METRICS.logGroupSuccess, options);
  }

  /**
   * Logs that could not be delivered to CloudWatch Logs, as a sum.
   *
   * @param options metric options
   */
  public metricCloudWatchDeliveryFailure(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(DELIVERY_METRICS.logGroupFailure, options);
  }

  /**
   * Logs that were delivered to Amazon S3, as a sum.
   *
   * @param options metric options
   */
  public metricS3DeliverySuccess(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(DELIVERY_METRICS.bucketSuccess, options);
  }

  /**
   * Logs that could not be delivered to Amazon S3, as a sum.
   *
   * @param options metric options
   */
  public metricS3DeliveryFailure(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(DELIVERY_METRICS.bucketFailure, options);
  }

  /**
   * Large payloads that were delivered to Amazon S3, as a sum.
   *
   * @param options metric options
   */
  public metricLargeDataS3DeliverySuccess(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(DELIVERY_METRICS.largeDataSuccess, options);
  }

  /**
   * Large payloads that could not be delivered to Amazon S3, as a sum.
   *
   * @param options metric options
   */
  public metricLargeDataS3DeliveryFailure(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(DELIVERY_METRICS.largeDataFailure, options);
  }

  private metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace: NAMESPACE, metricName, statistic: cloudwatch.Stats.SUM, ...options }).attachTo(this.scope);
  }
}
