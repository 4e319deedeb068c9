use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;

my $host = "10.2.2.2";
my $port = 8888;

# un client qui coupe pendant qu'on lui écrit ne doit pas tuer le serveur
$SIG{PIPE} = 'IGNORE';
my $stop = 0;
$SIG{INT} = sub { $stop = 1 };

# tous les clients, par numéro de descripteur
# (pas de pseudo = pas encore inscrit)
my %clients;

my $serveur = IO::Socket::INET->new(
    LocalAddr => $host,
    LocalPort => $port,
    Listen    => 50,
    ReuseAddr => 1,
) or die "Impossible d'écouter : $!";
my $lecture  = IO::Select->new($serveur);
my $ecriture = IO::Select->new();
print "Serving on $host:$port\n";

# on garde ce qui n'est pas parti, pour ne pas bloquer sur un client qui lit pas
sub envoyer {
    my ($c, $message) = @_;
    $c->{reste} .= $message;
    vider($c);
}

sub vider {
    my ($c) = @_;
    my $n = syswrite($c->{s}, $c->{reste});
    if (defined $n) {
        substr($c->{reste}, 0, $n) = "";
    }
    elsif (!$!{EAGAIN} && !$!{EINTR}) {
        # il est parti, on le verra au prochain sysread
        $c->{reste} = "";
    }
    if (length $c->{reste}) { $ecriture->add($c->{s}) }
    else                    { $ecriture->remove($c->{s}) }
}

sub inscrits {
    return grep { defined $_->{pseudo} } values %clients;
}

sub partir {
    my ($c) = @_;
    delete $clients{ fileno $c->{s} };
    $lecture->remove($c->{s});
    $ecriture->remove($c->{s});
    close $c->{s};
    return unless defined $c->{pseudo};
    print "Déconnexion de $c->{addr} ($c->{pseudo})\n";
    envoyer($_, "Annonce : $c->{pseudo} a quitté la chatroom") for inscrits();
}

sub recevoir {
    my ($c) = @_;
    my $n = sysread($c->{s}, my $msg, 1024);
    return if !defined $n && ($!{EAGAIN} || $!{EINTR});
    # 0 = il est parti, undef = il a coupé brutalement
    return partir($c) unless $n;

    # un caractère coupé en deux : on garde le début pour la prochaine fois
    $msg = $c->{debut} . $msg;
    $c->{debut} = "";
    if ($msg =~ s/([\xC2-\xDF]|[\xE0-\xEF][\x80-\xBF]?|[\xF0-\xF4][\x80-\xBF]{0,2})\z//) {
        $c->{debut} = $1;
    }
    return if $msg eq "";

    if (defined $c->{pseudo}) {
        print "Message de $c->{pseudo} ($c->{addr}): $msg\n";
        for my $autre (inscrits()) {
            envoyer($autre, "$c->{pseudo} a dit : $msg") if $autre != $c;
        }
    }
    elsif ($msg =~ /^Hello\|\s*(.*\S)/) {
        $c->{pseudo} = $1;
        print "$c->{addr} s'est connecté avec le pseudo '$c->{pseudo}'.\n";
        envoyer($_, "Annonce : $c->{pseudo} a rejoint la chatroom") for inscrits();
    }
    else {
        print "$c->{addr} n'a pas dit Hello, on le vire\n";
        partir($c);
    }
}

until ($stop) {
    my ($lisibles, $inscriptibles) = IO::Select->select($lecture, $ecriture);
    for my $s (@{ $inscriptibles || [] }) {
        vider($clients{ fileno $s });
    }
    for my $s (@{ $lisibles || [] }) {
        if ($s == $serveur) {
            my $client = $serveur->accept or next;
            $client->blocking(0);
            $lecture->add($client);
            my $addr = ($client->peerhost // "?") . ":" . ($client->peerport // "?");
            $clients{ fileno $client } = { s => $client, addr => $addr, reste => "", debut => "" };
            print "Nouvelle connexion de $addr\n";
        }
        else {
            recevoir($clients{ fileno $s });
        }
    }
}
print "\nServeur arrêté manuellement.\n";
