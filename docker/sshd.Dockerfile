# A host for the provider `hosts`: an OpenSSH server and Postgres's programs, and nothing of Herd's.
FROM debian:trixie-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends postgresql-common openssh-server \
 && sed -i '/^ *create_main_cluster/d; $a create_main_cluster = false' /etc/postgresql-common/createcluster.conf \
 && apt-get install -y --no-install-recommends postgresql postgresql-client pgbouncer \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --password '*' herd \
 && mkdir -p /run/sshd /home/herd/.ssh
CMD ["sh", "-c", "cp /herd/authorized_keys /home/herd/.ssh/ && chown -R herd /home/herd/.ssh && exec /usr/sbin/sshd -D -e -o PasswordAuthentication=no"]
