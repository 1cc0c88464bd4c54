/** What is known of a coin without asking anybody, and does not change. Amounts are decimal text. */
export interface BuiltInDetails {
  readonly description: string;
  readonly homepage: string;
  /** Day of the first block or of the token's launch; null where there is no single one. */
  readonly genesis: string | null;
  /** Most units that can ever exist by the protocol's own rule; null where there is no such limit. */
  readonly maxSupply: string | null;
  readonly categories: readonly string[];
}

const DETAILS: Readonly<Record<string, BuiltInDetails>> = {
  bitcoin: {
    description:
      "The first decentralised digital currency: a public ledger secured by proof of work, with an issue that halves about every four years.",
    homepage: "https://bitcoin.org",
    genesis: "2009-01-03",
    maxSupply: "21000000",
    categories: ["Layer 1", "Proof of work", "Currency"],
  },
  ethereum: {
    description:
      "A general-purpose blockchain that runs programs (smart contracts); secured by proof of stake since September 2022.",
    homepage: "https://ethereum.org",
    genesis: "2015-07-30",
    maxSupply: null,
    categories: ["Layer 1", "Proof of stake", "Smart contracts"],
  },
  solana: {
    description:
      "A smart contract platform built for throughput: one global state, and proof of history as its clock.",
    homepage: "https://solana.com",
    genesis: "2020-03-16",
    maxSupply: null,
    categories: ["Layer 1", "Proof of stake", "Smart contracts"],
  },
  ripple: {
    description: "The native asset of the XRP Ledger, a consensus ledger made for payments and settlement.",
    homepage: "https://xrpl.org",
    genesis: "2012-06-02",
    maxSupply: "100000000000",
    categories: ["Layer 1", "Payments"],
  },
  litecoin: {
    description:
      "An early relative of Bitcoin with four times as many blocks and the scrypt proof of work; its issue halves about every four years.",
    homepage: "https://litecoin.org",
    genesis: "2011-10-07",
    maxSupply: "84000000",
    categories: ["Layer 1", "Proof of work", "Currency"],
  },
  binancecoin: {
    description:
      "The native asset of BNB Chain, also used for fees at the Binance exchange; units are burned every quarter.",
    homepage: "https://www.bnbchain.org",
    genesis: "2017-07-08",
    maxSupply: "200000000",
    categories: ["Layer 1", "Exchange token", "Smart contracts"],
  },
  cardano: {
    description:
      "A proof-of-stake smart contract platform developed from peer-reviewed research, with an extended model of unspent outputs.",
    homepage: "https://cardano.org",
    genesis: "2017-09-23",
    maxSupply: "45000000000",
    categories: ["Layer 1", "Proof of stake", "Smart contracts"],
  },
  dogecoin: {
    description:
      "A currency begun as a joke on an internet meme; mined together with Litecoin, with a fixed issue each year and no limit.",
    homepage: "https://dogecoin.com",
    genesis: "2013-12-06",
    maxSupply: null,
    categories: ["Layer 1", "Proof of work", "Meme"],
  },
  tron: {
    description:
      "A smart contract platform with delegated proof of stake, used mostly for transfers of stablecoins.",
    homepage: "https://tron.network",
    genesis: "2018-06-25",
    maxSupply: null,
    categories: ["Layer 1", "Proof of stake", "Smart contracts"],
  },
  polkadot: {
    description:
      "A network that secures many chains together by one shared set of validators and lets them exchange messages.",
    homepage: "https://polkadot.com",
    genesis: "2020-05-26",
    maxSupply: null,
    categories: ["Layer 0", "Proof of stake", "Interoperability"],
  },
  chainlink: {
    description:
      "A network of oracles that brings prices and other outside data to smart contracts; its token pays for them.",
    homepage: "https://chain.link",
    genesis: "2017-09-19",
    maxSupply: "1000000000",
    categories: ["Oracle", "ERC-20"],
  },
  "avalanche-2": {
    description:
      "A proof-of-stake smart contract platform of several chains and subnets, with a consensus by repeated sampling.",
    homepage: "https://www.avax.network",
    genesis: "2020-09-21",
    maxSupply: "720000000",
    categories: ["Layer 1", "Proof of stake", "Smart contracts"],
  },
  "shiba-inu": {
    description: "A meme token on Ethereum, with a layer 2 network of its own since 2023.",
    homepage: "https://shib.io",
    genesis: "2020-08-01",
    maxSupply: null,
    categories: ["Meme", "ERC-20"],
  },
  "bitcoin-cash": {
    description:
      "A currency that split from Bitcoin over the size of blocks: the same history until then, larger blocks since.",
    homepage: "https://bitcoincash.org",
    genesis: "2017-08-01",
    maxSupply: "21000000",
    categories: ["Layer 1", "Proof of work", "Currency"],
  },
  uniswap: {
    description:
      "The governance token of Uniswap, an exchange of pooled liquidity run by smart contracts on Ethereum and other chains.",
    homepage: "https://uniswap.org",
    genesis: "2020-09-16",
    maxSupply: null,
    categories: ["DeFi", "Decentralised exchange", "ERC-20"],
  },
  cosmos: {
    description:
      "The asset of the Cosmos Hub, the first chain of a network of independent chains that exchange messages by IBC.",
    homepage: "https://cosmos.network",
    genesis: "2019-03-13",
    maxSupply: null,
    categories: ["Layer 1", "Proof of stake", "Interoperability"],
  },
  stellar: {
    description: "A consensus ledger made for payments across currencies; its lumens pay for transactions.",
    homepage: "https://stellar.org",
    genesis: "2014-07-31",
    maxSupply: null,
    categories: ["Layer 1", "Payments"],
  },
  "ethereum-classic": {
    description:
      "The chain that kept Ethereum's original history in 2016, with proof of work and an issue that shrinks in steps.",
    homepage: "https://ethereumclassic.org",
    genesis: "2015-07-30",
    maxSupply: "210700000",
    categories: ["Layer 1", "Proof of work", "Smart contracts"],
  },
  filecoin: {
    description:
      "A market for storing files: providers prove that they keep the data and are paid in its token.",
    homepage: "https://filecoin.io",
    genesis: "2020-10-15",
    maxSupply: "2000000000",
    categories: ["Storage", "Layer 1"],
  },
  near: {
    description: "A sharded proof-of-stake smart contract platform with named accounts.",
    homepage: "https://near.org",
    genesis: "2020-04-22",
    maxSupply: null,
    categories: ["Layer 1", "Proof of stake", "Smart contracts"],
  },
  aptos: {
    description:
      "A proof-of-stake smart contract platform in the Move language that executes transactions in parallel.",
    homepage: "https://aptosfoundation.org",
    genesis: "2022-10-12",
    maxSupply: null,
    categories: ["Layer 1", "Proof of stake", "Smart contracts"],
  },
  arbitrum: {
    description: "The governance token of Arbitrum, optimistic rollups that settle on Ethereum (layer 2).",
    homepage: "https://arbitrum.io",
    genesis: "2023-03-23",
    maxSupply: null,
    categories: ["Layer 2", "Rollup", "Governance"],
  },
  optimism: {
    description:
      "The governance token of Optimism, an optimistic rollup on Ethereum (layer 2) whose software many other chains run.",
    homepage: "https://www.optimism.io",
    genesis: "2022-05-31",
    maxSupply: null,
    categories: ["Layer 2", "Rollup", "Governance"],
  },
  sui: {
    description:
      "A proof-of-stake smart contract platform in the Move language whose state is made of owned objects.",
    homepage: "https://sui.io",
    genesis: "2023-05-03",
    maxSupply: "10000000000",
    categories: ["Layer 1", "Proof of stake", "Smart contracts"],
  },
  "the-open-network": {
    description:
      "A sharded proof-of-stake blockchain first designed at Telegram and carried on by an open community.",
    homepage: "https://ton.org",
    genesis: null,
    maxSupply: null,
    categories: ["Layer 1", "Proof of stake", "Smart contracts"],
  },
  pepe: {
    description: "A meme token on Ethereum, launched in 2023.",
    homepage: "https://www.pepe.vip",
    genesis: "2023-04-14",
    maxSupply: "420690000000000",
    categories: ["Meme", "ERC-20"],
  },
};

/** The built-in details of a coin id (`bitcoin`), where there are any. */
export function builtInDetails(id: string): BuiltInDetails | undefined {
  return DETAILS[id];
}
