import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { DELIVERY_METRICS, NAMESPACE } from '../bedrock/metrics';
import { checkScope } from '../private/shape';

/**
 * The metrics that Amazon Bedrock publishes for the delivery of model invocation logs, across all models of the account in the Region.
 *
 * Namespace `AWS/Bedrock`, no dimensions. The default statistic is `Sum`, the default period 5 minutes.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-runtime-metrics.html
 */
export class InvocationLoggingMetrics {
  /**
   * The delivery metrics in the Region of a stack.
   *
   * @param scope a construct of the stack that shows or alarms on the metrics
   */
  public static of(scope: Construct): InvocationLoggingMetrics {
    checkScope(scope);
    return new InvocationLoggingMetrics(scope);
  }

  private constructor(private readonly scope: Construct) {}

  /**
   * Logs delivered to CloudWatch Logs. Sum, a count.
   *
   * @param options what overrides statistic and period
   */
  public metricCloudWatchDeliverySuccess(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(DELIVERY_METRICS.logGroupSuccess, options);
  }

  /**
   * Logs that could not be delivered to CloudWatch Logs. Sum, a count.
   *
   * @param options what overrides statistic and period
   */
  public metricCloudWatchDeliveryFailure(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(DELIVERY_METRICS.logGroupFailure, options);
  }

  /**
   * Logs delivered to Amazon S3. Sum, a count.
   *
   * @param options what overrides statistic and period
   */
  public metricS3DeliverySuccess(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(DELIVERY_METRICS.bucketSuccess, options);
  }

  /**
   * Logs that could not be delivered to Amazon S3. Sum, a count.
   *
   * @param options what overrides statistic and period
   */
  public metricS3DeliveryFailure(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(DELIVERY_METRICS.bucketFailure, options);
  }

  /**
   * Large payloads delivered to Amazon S3. Sum, a count.
   *
   * @param options what overrides statistic and period
   */
  public metricLargeDataS3DeliverySuccess(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(DELIVERY_METRICS.largeDataSuccess, options);
  }

  /**
   * Large payloads that could not be delivered to Amazon S3. Sum, a count.
   *
   * @param options what overrides statistic and period
   */
  public metricLargeDataS3DeliveryFailure(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(DELIVERY_METRICS.largeDataFailure, options);
  }

  private metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace: NAMESPACE, metricName, statistic: cloudwatch.Stats.SUM, ...options }).attachTo(this.scope);
  }
}
