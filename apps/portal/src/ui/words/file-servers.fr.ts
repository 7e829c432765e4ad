import type { ReasonCode } from '@trainyard/contracts/reasons';

/** What becomes of file servers and their settings, in French: a part of texts.fr. */
export const fileServerReasons: Record<Extract<ReasonCode, `fileServer${string}`>, string> = {
  fileServerFailed: 'le serveur de fichiers ne peut pas être mis en service : {why}',
  fileServerNotRemoved: 'le serveur de fichiers ne peut pas encore être supprimé : {why}',
  fileServerStillMounted: 'le serveur de fichiers sera supprimé quand plus rien ne le montera : {mountedBy}',
  fileServerOnMachine:
    'la taille {vmSize} et le stockage {storage} ne s’appliquent pas : ses fichiers sont sur le disque de la machine du serveur, qui les sert',
  fileServerOneDisk: 'ses {count} disques n’en font qu’un de {size} Go, sans RAID',
  fileServerCaching:
    'le cache {caching} ne s’applique pas : les fichiers sont mis en cache dans la mémoire libre de la machine',
  fileServerAccount: 'personne ne s’y connecte en tant que {user} : ce n’est pas une machine à part',
  fileServerSubnet:
    'il n’est dans aucun sous-réseau ({subnet}) : les nœuds de sa machine le montent quel que soit leur sous-réseau',
  fileServerThin:
    'ses {size} Go dépassent l’espace libre du disque de sa machine : il se dit plein dès que ce disque l’est presque',
  fileServerUnlimited: 'sa taille n’est pas une limite : les fichiers sont dans un simple répertoire, car {why}',
  fileServerNoProgram:
    'ses fichiers ne sont pas servis par NFS, seulement aux nœuds de sa machine : {program} est introuvable, installez {package} et redémarrez le serveur',
  fileServerNoRights:
    'ses fichiers ne sont pas servis par NFS, seulement aux nœuds de sa machine : le serveur ne tourne pas en tant que root',
  fileServerNoDisk:
    'ses fichiers ne sont pas servis par NFS, seulement aux nœuds de sa machine : NFS ne sert que depuis un disque à part, et il n’en a pas',
  fileServerLoopbackOnly: 'il ne se monte que sur sa machine : TRAINYARD_HOST du serveur est une adresse de bouclage',
  fileServerNoRanges:
    'il ne se monte que sur sa machine : nommez dans sshConfiguration.publicIPsToAllow les adresses qui peuvent le monter',
};
