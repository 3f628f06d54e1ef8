import type { ChannelConfig } from '../core/channel-config.ts';
import { smtp } from './emergency.ts';
import { isMailAddress, type Variables } from './variables.ts';

export type Channels =
  | { readonly kind: 'ok'; readonly channels: ChannelConfig }
  | { readonly kind: 'problem'; readonly text: string };

/** Joins the variables of each service that carries messages. A service that is set up by half is a problem. */
export function channelConfig(v: Variables): Channels {
  const gap = gaps(v)[0];
  if (gap !== undefined) return { kind: 'problem', text: gap };
  return {
    kind: 'ok',
    channels: {
      smtp: v.SMTP_HOST === undefined ? undefined : smtp(v, v.SMTP_HOST),
      mailFrom: mailFrom(v),
      alertEmail: v.ALERT_EMAIL,
      pushover: {
        apiRoot: v.PUSHOVER_API_ROOT,
        token: v.PUSHOVER_API_TOKEN,
        userKey: v.PUSHOVER_USER_KEY,
        device: v.PUSHOVER_DEVICE,
      },
      ntfy: { server: v.NTFY_SERVER, topic: v.NTFY_TOPIC, token: v.NTFY_TOKEN },
      discordUrl: v.DISCORD_WEBHOOK_URL,
      slackUrl: v.SLACK_WEBHOOK_URL,
      sns: {
        topicArn: v.AWS_SNS_TOPIC_ARN,
        region: v.AWS_REGION,
        endpoint: v.AWS_ENDPOINT_URL_SNS,
      },
      twilio: {
        apiRoot: v.TWILIO_API_ROOT,
        accountSid: v.TWILIO_ACCOUNT_SID,
        authToken: v.TWILIO_AUTH_TOKEN,
        from: v.TWILIO_FROM,
      },
      outboundAllow: v.OUTBOUND_ALLOW,
    },
  };
}

function mailFrom(v: Variables): string | undefined {
  const from = v.MAIL_FROM ?? v.SMTP_USER ?? v.ALERT_EMAIL;
  return from !== undefined && isMailAddress(from) ? from : undefined;
}

function gaps(v: Variables): readonly string[] {
  return [
    lacking('ALERT_EMAIL', v.ALERT_EMAIL, { SMTP_HOST: v.SMTP_HOST }),
    lacking('SMTP_USER', v.SMTP_HOST && v.SMTP_USER, { SMTP_PASSWORD: v.SMTP_PASSWORD }),
    lacking('TWILIO_ACCOUNT_SID', v.TWILIO_ACCOUNT_SID, {
      TWILIO_AUTH_TOKEN: v.TWILIO_AUTH_TOKEN,
      TWILIO_FROM: v.TWILIO_FROM,
    }),
  ].flat();
}

function lacking(
  name: string,
  value: string | undefined,
  needs: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  if (value === undefined) return [];
  return Object.entries(needs).flatMap(([other, found]) =>
    found === undefined ? [`${name} is set, and ${other} is not. Allowed: both, or neither.`] : [],
  );
}
