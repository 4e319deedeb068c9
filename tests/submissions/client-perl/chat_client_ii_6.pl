use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;

my $host = "10.2.2.2";
my $port = 8888;

$| = 1;
$SIG{INT} = sub { print "\nAu revoir !\n"; exit 0 };
# le serveur peut partir pendant qu'on lui écrit
$SIG{PIPE} = 'IGNORE';

# sysread et pas <STDIN> : on utilise select juste après
sub clavier {
    my $n = sysread(STDIN, my $ligne, 1024);
    exit 0 unless $n;
    chomp $ligne;
    return $ligne;
}

print "Entrez votre pseudo : ";
my $pseudo = clavier();

my $serveur = IO::Socket::INET->new(PeerAddr => $host, PeerPort => $port)
    or die "Impossible de se connecter : $!";
syswrite($serveur, "Hello|$pseudo");
print "Vous : ";

my $select = IO::Select->new(\*STDIN, $serveur);
while (1) {
    for my $source ($select->can_read) {
        if ($source == $serveur) {
            my $n = sysread($serveur, my $message, 1024);
            if (!$n) {
                print "\nConnexion fermée par le serveur.\n";
                exit 0;
            }
            print "\r$message\nVous : ";
        }
        else {
            my $ligne = clavier();
            syswrite($serveur, $ligne) if $ligne ne "";
            print "Vous : ";
        }
    }
}
