import { isIP } from 'node:net';

/** What the program that serves NFS is told. */
export interface GaneshaSettings {
  port: number;
  /** Address to listen on. */
  bind: string;
  /** Who may mount it besides this machine: addresses, ranges in CIDR notation, or `*`. */
  clients: readonly string[];
  files: string;
  /** What its clients mount. */
  path: string;
  plugins: string;
  recovery: string;
}

/** After its restart clients have this long to take back what they had open, and a silent client is given up after as long. */
const graceSeconds = 10;

/**
 * The configuration of one nfs-ganesha that serves one directory: NFS 4 over TCP alone, without rpcbind, D-Bus, Kerberos or UDP. Only
 * privileged ports are answered, as an unprivileged user of a client's machine could say to be root otherwise. Throws on a path or
 * address that would not stay one value in this file.
 */
export function ganeshaConfig(settings: GaneshaSettings): string {
  const { port, bind, files, path, plugins, recovery } = settings;
  const access = 'PrivilegedPort = true; Squash = No_Root_Squash; SecType = sys; Protocols = 4; Transports = TCP;';
  return `NFS_CORE_PARAM {
  NFS_Protocols = 4;
  NFS_Port = ${port};
  Bind_addr = ${address(bind)};
  Enable_UDP = false;
  Enable_NLM = false;
  Enable_RQUOTA = false;
  Plugins_Dir = ${quoted(plugins)};
}
NFSV4 {
  Grace_Period = ${graceSeconds};
  Lease_Lifetime = ${graceSeconds};
  RecoveryBackend = fs_ng;
  RecoveryRoot = ${quoted(recovery)};
  Only_Numeric_Owners = true;
}
NFS_KRB5 {
  Active_krb5 = false;
}
EXPORT {
  Export_Id = 1;
  Path = ${quoted(files)};
  Pseudo = ${quoted(path)};
  Access_Type = None;
  ${access}
  FSAL {
    Name = VFS;
  }
  CLIENT {
    Clients = ${['127.0.0.0/8', '::1', ...settings.clients].map(range).join(', ')};
    Access_Type = RW;
    ${access}
  }
}
LOG {
  Default_Log_Level = EVENT;
}
`;
}

function quoted(path: string): string {
  // A quoted value ends at its quote and knows no escapes for line ends; such paths are none that people make.
  if (!/^\/[^"\\\p{Cc}]*$/u.test(path))
    throw new Error(`${JSON.stringify(path)} cannot be served: choose a plainer TRAINYARD_HOME`);
  return `"${path}"`;
}

function address(text: string): string {
  if (isIP(text) === 0) throw new Error(`${JSON.stringify(text)} is no IP address`);
  return text;
}

function range(text: string): string {
  if (text === '*') return text;
  const [ip = '', bits = '0', ...rest] = text.split('/');
  if (isIP(ip) === 0 || !/^\d{1,3}$/.test(bits) || rest.length > 0)
    throw new Error(`${JSON.stringify(text)} is no range of addresses`);
  return text;
}
