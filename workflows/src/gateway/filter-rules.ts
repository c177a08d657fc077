export interface FilterPlan {
  /** Of the interface, and so of the table: both belong to one installation. */
  readonly name: string;
  /** The gateway's address in the tunnel. */
  readonly address: string;
  /** The api's, the only one that clusters need. */
  readonly port: number;
}

/**
 * What `nft -f` takes: clusters reach the api and get an answer to their pings, and nothing else of this machine, of
 * each other, or of the networks behind. All of it is one transaction, which also replaces an older table of ours.
 */
export function filterRules({ name, address, port }: FilterPlan): string {
  const table = `table inet ${name}`;
  // Named before it is deleted: the deletion of a table that is not there would refuse everything.
  return `${table}
delete ${table}
${table} {
  chain input {
    type filter hook input priority 0; policy accept;
    iifname != "${name}" accept
    ct state established ct direction reply accept
    ct state related meta l4proto icmp accept
    ip daddr ${address} tcp dport ${port} accept
    ip daddr ${address} icmp type echo-request accept
    drop
  }

  chain forward {
    type filter hook forward priority 0; policy accept;
    iifname "${name}" drop
    oifname "${name}" drop
  }
}
`;
}
