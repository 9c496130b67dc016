/* SPDX-License-Identifier: GPL-2.0 */
typedef unsigned int sense_reason_t;
struct se_cmd;
struct se_session;
