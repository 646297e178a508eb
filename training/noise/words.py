"""Names of many origins, as news in English writes them: for people whom a noisy article quotes, and for datelines."""

GIVEN_NAMES = tuple(
    """Amina Kwame Priya Rajesh Wei Mei Hiroshi Yuki Olga Dmitri Fatima Omar Layla Yusuf Ngozi Chidi Thabo Nomsa Siobhan
    Callum Fiona Gareth Ingrid Lars Astrid Mikko Aino Pierre Camille Giulia Marco Lucia Diego Camila Mateo Rosa Thiago
    Beatriz Andrzej Agnieszka Zoltan Ilona Mihai Elena Nikos Eleni Ayse Mehmet Leyla Reza Shirin Ahmed Nadia Tariq Saima
    Anwar Farzana Nuwan Dilani Somchai Malee Nguyen Linh Arif Dewi Maria Jose Jun Soo-yeon Min-jun Aroha Tane Kylie Bruce
    Sergei Oksana Taras Nino Giorgi Aram Ani Levan Bolat Aigul Rustam Zarina Moses Grace Daniel Ruth Samuel Esther
    Emmanuel Amara Ibrahim Aisha Musa Hawa Abel Tigist Dawit Hodan Abdi Khalid Noor Hassan Zainab Karim Samira""".split()
)
FAMILY_NAMES = tuple(
    """Okafor Mensah Sharma Iyer Zhang Liu Tanaka Sato Ivanova Petrov Hassan Haddad Khoury Demir Nwosu Eze Dlamini Mokoena
    Gallagher Murphy Campbell Hughes Larsen Johansson Virtanen Dubois Laurent Rossi Bianchi Garcia Fernandez Silva Costa
    Kowalski Nowak Szabo Horvath Popescu Papadopoulos Yilmaz Kaya Hosseini Karimi Mahmoud Siddiqui Rahman Chowdhury
    Perera Fernando Suwannarat Tran Pham Wijaya Santoso Reyes Cruz Kim Park Lee Ngata Walker Kovalenko Shevchenko
    Beridze Petrosyan Nazarbekov Karimov Mwangi Odhiambo Otieno Banda Phiri Moyo Ndlovu Tesfaye Bekele Warsame Osman
    Diallo Traore Keita Kone Ouedraogo Bello Abubakar Danjuma Schmidt Wagner Novak Jovanovic Hoxha Gashi Andersson
    Lindqvist Nielsen Haugen Jansen Peeters Moreau Ferrari Romano Morales Rojas Quispe Mamani Gutierrez Vargas""".split()
)
PLACES = (
    "London", "Paris", "Nairobi", "New Delhi", "Tokyo", "Kyiv", "Geneva", "Brussels", "Lagos", "Jakarta", "Ankara",
    "Beirut", "Sao Paulo", "Mexico City", "Sydney", "Johannesburg", "Islamabad", "Seoul", "Warsaw", "Addis Ababa",
    "Santiago", "Manila", "Oslo", "Port-au-Prince", "Tbilisi", "Dhaka", "Belgrade", "Accra", "Wellington", "Baghdad",
)  # fmt: skip
WIRES = ("Reuters", "AP", "AFP", "Xinhua", "dpa", "PTI", "ANI", "TASS", "Kyodo", "Bernama", "PA", "EFE", "Anadolu")
