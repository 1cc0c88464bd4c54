import type { CalibrationTable } from "./calibration.ts";

/** Made by `npm run signals:calibrate`; docs/spec/signals.md says what is counted. Not to be edited. */
export const CALIBRATION: CalibrationTable = {
  rules: "1",
  bounds: [0.5, 0.55, 0.6, 0.65, 1],
  basis: {
    "1m": "ADAUSDT, BTCUSDT, DOGEUSDT, ETHUSDT, SOLUSDT on 1m: 770940 recorded bars between 2019-10-15 and 2024-08-25",
    "5m": "BTCUSDT, ETHUSDT on 5m: 149685 recorded bars between 2022-10-01 and 2024-08-31",
    "1h": "ADAUSDT, BNBUSDT, BTCUSDT, DOGEUSDT, ETHUSDT, SOLUSDT on 1h: 305222 recorded bars between 2017-08-17 and 2024-08-31",
    "4h": "ADAUSDT, BNBUSDT, BTCUSDT, DOGEUSDT, ETHUSDT, SOLUSDT on 4h: 54574 recorded bars between 2017-08-17 and 2024-08-31",
    "12h":
      "ADAUSDT, BNBUSDT, BTCUSDT, DOGEUSDT, ETHUSDT, SOLUSDT on 12h: 25478 recorded bars between 2017-08-17 and 2024-08-31",
    "1d": "ADAUSDT, BNBUSDT, BTCUSDT, DOGEUSDT, ETHUSDT, SOLUSDT on 1d: 12741 recorded bars between 2017-08-17 and 2024-08-31",
  },
  cells: {
    "1m": {
      BUY: [
        {
          n: 3296,
          target1: 1323,
          stop: 1948,
          otherAtr: 0.204,
        },
        {
          n: 1684,
          target1: 672,
          stop: 1008,
          otherAtr: 0.4216,
        },
        {
          n: 842,
          target1: 357,
          stop: 484,
          otherAtr: 0.3948,
        },
        {
          n: 444,
          target1: 179,
          stop: 264,
          otherAtr: 0.3393,
        },
      ],
      SELL: [
        {
          n: 3881,
          target1: 1638,
          stop: 2232,
          otherAtr: 0.3402,
        },
        {
          n: 1927,
          target1: 806,
          stop: 1112,
          otherAtr: -0.3468,
        },
        {
          n: 1035,
          target1: 432,
          stop: 601,
          otherAtr: 0.3443,
        },
        {
          n: 550,
          target1: 213,
          stop: 337,
          otherAtr: 0,
        },
      ],
    },
    "5m": {
      BUY: [
        {
          n: 1011,
          target1: 405,
          stop: 602,
          otherAtr: 0.1592,
        },
        {
          n: 543,
          target1: 228,
          stop: 314,
          otherAtr: 0.3233,
        },
        {
          n: 287,
          target1: 123,
          stop: 161,
          otherAtr: 0.3416,
        },
        {
          n: 158,
          target1: 63,
          stop: 95,
          otherAtr: 0,
        },
      ],
      SELL: [
        {
          n: 1043,
          target1: 462,
          stop: 572,
          otherAtr: -0.5169,
        },
        {
          n: 532,
          target1: 205,
          stop: 325,
          otherAtr: 0.1008,
        },
        {
          n: 267,
          target1: 102,
          stop: 163,
          otherAtr: -0.2758,
        },
        {
          n: 153,
          target1: 68,
          stop: 84,
          otherAtr: -0.7402,
        },
      ],
    },
    "1h": {
      BUY: [
        {
          n: 2379,
          target1: 1013,
          stop: 1359,
          otherAtr: 0.531,
        },
        {
          n: 1158,
          target1: 513,
          stop: 635,
          otherAtr: 0.2011,
        },
        {
          n: 538,
          target1: 249,
          stop: 286,
          otherAtr: -0.1969,
        },
        {
          n: 275,
          target1: 138,
          stop: 135,
          otherAtr: 0.9327,
        },
      ],
      SELL: [
        {
          n: 2186,
          target1: 948,
          stop: 1203,
          otherAtr: 0.0877,
        },
        {
          n: 1138,
          target1: 506,
          stop: 622,
          otherAtr: 0.0925,
        },
        {
          n: 596,
          target1: 279,
          stop: 314,
          otherAtr: -0.3217,
        },
        {
          n: 283,
          target1: 141,
          stop: 138,
          otherAtr: 0.1742,
        },
      ],
    },
    "4h": {
      BUY: [
        {
          n: 437,
          target1: 224,
          stop: 211,
          otherAtr: 0.8018,
        },
        {
          n: 211,
          target1: 97,
          stop: 114,
          otherAtr: 0,
        },
        {
          n: 92,
          target1: 37,
          stop: 54,
          otherAtr: 0.5929,
        },
        {
          n: 31,
          target1: 13,
          stop: 17,
          otherAtr: 0.0819,
        },
      ],
      SELL: [
        {
          n: 426,
          target1: 186,
          stop: 233,
          otherAtr: -0.1442,
        },
        {
          n: 228,
          target1: 113,
          stop: 115,
          otherAtr: 0,
        },
        {
          n: 70,
          target1: 35,
          stop: 34,
          otherAtr: -0.7109,
        },
        {
          n: 31,
          target1: 12,
          stop: 19,
          otherAtr: 0,
        },
      ],
    },
    "12h": {
      BUY: [
        {
          n: 281,
          target1: 139,
          stop: 142,
          otherAtr: 0,
        },
        {
          n: 127,
          target1: 76,
          stop: 51,
          otherAtr: 0,
        },
        {
          n: 41,
          target1: 23,
          stop: 18,
          otherAtr: 0,
        },
        {
          n: 11,
          target1: 7,
          stop: 4,
          otherAtr: 0,
        },
      ],
      SELL: [
        {
          n: 177,
          target1: 85,
          stop: 89,
          otherAtr: 0.4619,
        },
        {
          n: 82,
          target1: 33,
          stop: 49,
          otherAtr: 0,
        },
        {
          n: 31,
          target1: 14,
          stop: 17,
          otherAtr: 0,
        },
        {
          n: 13,
          target1: 7,
          stop: 5,
          otherAtr: 0.9549,
        },
      ],
    },
    "1d": {
      BUY: [
        {
          n: 153,
          target1: 88,
          stop: 64,
          otherAtr: -0.2135,
        },
        {
          n: 70,
          target1: 31,
          stop: 38,
          otherAtr: -0.41,
        },
        {
          n: 26,
          target1: 13,
          stop: 13,
          otherAtr: 0,
        },
        {
          n: 5,
          target1: 4,
          stop: 1,
          otherAtr: 0,
        },
      ],
      SELL: [
        {
          n: 87,
          target1: 29,
          stop: 53,
          otherAtr: 0.4651,
        },
        {
          n: 30,
          target1: 12,
          stop: 18,
          otherAtr: 0,
        },
        {
          n: 13,
          target1: 7,
          stop: 6,
          otherAtr: 0,
        },
        {
          n: 4,
          target1: 3,
          stop: 1,
          otherAtr: 0,
        },
      ],
    },
  },
};
